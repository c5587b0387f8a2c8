# Python, with aws-cdk-lib from PyPI: the constructs of shop.js once more.
import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_


def fn(stack: cdk.Stack, name: str, runtime: lambda_.Runtime) -> None:
    lambda_.Function(stack, name, runtime=runtime, handler="index.handler", code=lambda_.Code.from_inline("# inline"))


app = cdk.App(analytics_reporting=False)
stack = cdk.Stack(app, "Shop", env=cdk.Environment(account="111122223333", region="eu-central-1"))
fn(stack, "Orders", lambda_.Runtime.NODEJS_22_X)
fn(stack, "Search", lambda_.Runtime.PYTHON_3_13)
fn(cdk.NestedStack(stack, "Nested"), "Inner", lambda_.Runtime.NODEJS_22_X)
prod = cdk.Stage(app, "Prod")
fn(cdk.Stack(prod, "Service"), "Staged", lambda_.Runtime.NODEJS_22_X)
fn(cdk.Stack(cdk.Stage(prod, "Late"), "Service"), "Deep", lambda_.Runtime.NODEJS_22_X)
app.synth()
