"""GET /recommendations/{id}: what is bought together with a product."""
import json

TOGETHER = {"lamp": ["chair"], "chair": ["lamp", "mug"], "mug": ["lamp"]}


def handler(event, context):
    product = event["pathParameters"]["id"]
    return {"statusCode": 200, "body": json.dumps(TOGETHER.get(product, []))}
