"""What `exmodel export runs --out results.csv` wrote, in pandas (pip install pandas)."""

import pandas as pd

rows = pd.read_csv("results.csv")

# Of all test images, at the end: a row for each strategy.
final = rows[rows.metric == "accuracy"]
print(final.groupby("strategy").value.agg(["mean", "std", "count"]).round(3), end="\n\n")

# The accuracy matrix, the mean over the seeds: row = after which expert, column = on which experience.
matrix = rows[rows.metric == "accuracyMatrix"]
for strategy, values in matrix.groupby("strategy"):
    print(strategy)
    print(values.pivot_table(index="after", columns="experience", values="value").round(2), end="\n\n")
