"""GET /search?q=: asks the search engine."""
import json
import os
import urllib.parse
import urllib.request


def handler(event, context):
    words = (event.get("queryStringParameters") or {}).get("q", "")
    url = f"{os.environ['SEARCH_URL']}/products/_search?q={urllib.parse.quote(words)}"
    with urllib.request.urlopen(url, timeout=3) as response:
        found = json.load(response)
    return {"statusCode": 200, "body": json.dumps(found)}
