"""Makes a thumbnail of each picture that is uploaded."""
import io

import boto3
from PIL import Image  # from the imaging layer

s3 = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
        picture = Image.open(s3.get_object(Bucket=bucket, Key=key)["Body"])
        picture.thumbnail((320, 320))
        small = io.BytesIO()
        picture.save(small, "JPEG")
        s3.put_object(Bucket=bucket, Key=key.replace("originals/", "thumbnails/"), Body=small.getvalue())
