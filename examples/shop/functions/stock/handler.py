"""Hears that an order is placed and takes its items out of stock."""
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["STOCK_TABLE"])


def handler(event, context):
    for item in event["detail"]["items"]:
        table.update_item(
            Key={"id": item["id"]},
            UpdateExpression="ADD pieces :taken",
            ExpressionAttributeValues={":taken": -item["quantity"]},
        )
