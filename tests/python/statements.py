"""Who said what in a corpus of any size, on Spark: every partition is piped through `pullquote extract`.

    spark-submit statements.py CORPUS OUT [PULLQUOTE]

CORPUS is whatever spark.read.text takes (a file, a folder, a pattern; local, HDFS or S3) of JSON Lines records with
`id` and `text` (or `html`; `title`, `url` and `published` if there are any). OUT becomes a folder of Parquet files with
the columns of pullquote's table of statements. PULLQUOTE is the program, on every worker; `pullquote` if not given.
"""

import subprocess
import sys

from pyspark.sql import SparkSession


def schema(program, table):
    """The columns of a table, as Spark writes them down."""
    command = [program, "extract", "--print-schema", "spark"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return dict(line.split("\t") for line in lines)[table]


def statements(spark, corpus, program="pullquote", table="statements"):
    """The rows of a table for all records of the corpus, as a data frame."""
    records = spark.read.text(corpus).rdd.map(lambda row: row.value)
    # A source that cannot be read is named on the worker's standard error, and the rest goes on (exit code 1):
    # Spark would give up the partition for that, so the code is looked at here. 1 is a record, all others are not.
    command = f"sh -c '\"{program}\" extract --table {table} --format jsonl -; code=$?; [ $code -le 1 ] || exit $code'"
    rows = records.pipe(command, checkCode=True)
    return spark.read.schema(schema(program, table)).json(rows)


def main():
    corpus, out, *program = sys.argv[1:]
    spark = SparkSession.builder.appName("pullquote").getOrCreate()
    statements(spark, corpus, *program).write.parquet(out)
    spark.stop()


if __name__ == "__main__":
    main()
