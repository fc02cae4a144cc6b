"""Checks that pullquote gives the same on Spark as alone, and that DuckDB reads its tables.

    python check.py PULLQUOTE

PULLQUOTE is the program, built with Parquet. Needs Java and the packages pyspark and duckdb; takes half a minute.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb
from pyspark.sql import SparkSession

import statements

ARTICLES = pathlib.Path(__file__).parents[2] / "assets/articles"


def corpus():
    """Records made of the sample articles, several of each, and two that cannot be read."""
    texts = {path.stem: path.read_text() for path in sorted(ARTICLES.glob("*.txt"))}
    for copy in range(12):
        for name, text in texts.items():
            yield json.dumps({"id": f"{name}-{copy}", "text": text})
        if copy % 6 == 0:
            yield '{"id": "broken'


def extract(program, *arguments):
    run = subprocess.run([program, "extract", *arguments], capture_output=True, text=True)
    assert run.returncode <= 1, run.stderr
    return run.stdout


def plain(row):
    """A row of any origin, to be compared: chances to four places."""
    return tuple(round(value, 4) if isinstance(value, float) else value for value in row)


def shown(row):
    """A row as CSV has it, which people look at in terminals: hidden characters are seen."""
    hidden = str.maketrans("\u200b\u202e", "\ufffd\ufffd")
    return tuple(value.translate(hidden) if isinstance(value, str) else value for value in row)


def query(connection, sql):
    return sorted(map(plain, connection.execute(sql).fetchall()), key=repr)


def same(name, rows, expected):
    assert rows, f"{name}: no rows"
    wrong = next((pair for pair in zip(rows, expected) if pair[0] != pair[1]), None)
    assert wrong is None and len(rows) == len(expected), f"{name}: {len(rows)} rows for {len(expected)}, first {wrong}"
    print(f"{name}: {len(rows)} rows, the same as pullquote alone prints")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    folder = pathlib.Path(tempfile.mkdtemp())
    records = folder / "corpus"
    records.mkdir()
    lines = list(corpus())
    for part in range(4):
        (records / f"{part}.jsonl").write_text("\n".join(lines[part::4]) + "\n")
    whole = folder / "whole.jsonl"
    whole.write_text("\n".join(lines) + "\n")
    alone = [json.loads(line) for line in extract(program, "--table", "statements", "--format", "jsonl", whole).splitlines()]
    expected = sorted((plain(row.values()) for row in alone), key=repr)

    spark = SparkSession.builder.master("local[2]")
    spark = spark.config("spark.ui.enabled", "false").config("spark.sql.files.maxPartitionBytes", "64k").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    frame = statements.statements(spark, str(records), program)
    partitions = frame.rdd.getNumPartitions()
    assert partitions >= 4, f"{partitions} partitions"
    frame.write.parquet(str(folder / "spark"))
    spark.stop()
    connection = duckdb.connect()
    same("Spark, its Parquet read by DuckDB", query(connection, f"SELECT * FROM '{folder}/spark/*.parquet'"), expected)

    extract(program, "--out", folder / "parquet", "--format", "parquet", whole)
    same("Parquet", query(connection, f"SELECT * FROM '{folder}/parquet/statements.parquet'"), expected)
    joined = connection.execute(f"""
        SELECT count(*) FROM '{folder}/parquet/statements.parquet' AS statements
        JOIN '{folder}/parquet/articles.parquet' AS articles USING (source)
        -- A line break of hard-wrapped text is a space in the words.
        WHERE replace(substring(articles.text, start_char + 1, end_char - start_char), chr(10), ' ') = content
           OR contains(content, ' … ')""").fetchone()[0]
    assert joined == len(expected), f"offsets of {joined} of {len(expected)} statements fit their article"

    extract(program, "--out", folder / "csv", "--format", "csv", whole)
    connection.execute(extract(program, "--print-schema", "duckdb"))
    connection.execute(f"COPY statements FROM '{folder}/csv/statements.csv' (HEADER)")
    same("CSV", query(connection, "SELECT * FROM statements"), sorted(map(shown, expected), key=repr))


if __name__ == "__main__":
    main()
