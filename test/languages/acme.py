"""Python: a provider of its own, which the library calls back, and calls that leave functions out."""
import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_
from cdk_lambda_tracing import Decision, FunctionModel, LambdaTracing, RuntimeFamily, TracingLayer, TracingLevel, TracingProvider


class AcmeTracing(TracingProvider):
    @property
    def name(self) -> str:
        return "acme"

    def decide(self, model: FunctionModel) -> Decision:
        if model.runtime_family != RuntimeFamily.NODEJS:
            return Decision.skip(id="acme-tracing:runtimeNotSupported", message=f"acme traces Node.js, not {model.runtime}")
        return Decision.instrument(
            level=TracingLevel.CODE,
            layers=[TracingLayer.from_arn_by_region({"eu-central-1": "arn:aws:lambda:eu-central-1:123456789012:layer:acme:7"})],
            exec_wrapper="/opt/acme-wrapper",
        )


def fn(name: str, runtime: lambda_.Runtime) -> lambda_.Function:
    return lambda_.Function(stack, name, runtime=runtime, handler="index.handler", code=lambda_.Code.from_inline("# inline"))


app = cdk.App(analytics_reporting=False)
stack = cdk.Stack(app, "Shop", env=cdk.Environment(account="111122223333", region="eu-central-1"))
fn("Orders", lambda_.Runtime.NODEJS_22_X)
fn("Search", lambda_.Runtime.PYTHON_3_13)
legacy = fn("Legacy", lambda_.Runtime.NODEJS_22_X)
LambdaTracing.of(app).add(AcmeTracing())
LambdaTracing.of(legacy).opt_out("latency budget of 5 ms")
app.synth()
