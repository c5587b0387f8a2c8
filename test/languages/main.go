// Go: the constructs of test/auto/apps/shop.js once more, with tracing by a line of code.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	tracing "github.com/cdk-lambda-tracing/cdk-lambda-tracing-go/cdklambdatracing"
)

func fn(stack constructs.Construct, id string, runtime awslambda.Runtime) {
	awslambda.NewFunction(stack, &id, &awslambda.FunctionProps{
		Runtime: runtime, Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(jsii.String("# inline")),
	})
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})
	stack := awscdk.NewStack(app, jsii.String("Shop"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
	})
	fn(stack, "Orders", awslambda.Runtime_NODEJS_22_X())
	fn(stack, "Search", awslambda.Runtime_PYTHON_3_13())
	fn(awscdk.NewNestedStack(stack, jsii.String("Nested"), nil), "Inner", awslambda.Runtime_NODEJS_22_X())
	prod := awscdk.NewStage(app, jsii.String("Prod"), nil)
	fn(awscdk.NewStack(prod, jsii.String("Service"), nil), "Staged", awslambda.Runtime_NODEJS_22_X())
	late := awscdk.NewStage(prod, jsii.String("Late"), nil)
	fn(awscdk.NewStack(late, jsii.String("Service"), nil), "Deep", awslambda.Runtime_NODEJS_22_X())

	tracing.LambdaTracing_Of(app).Add(tracing.NewOpenTelemetryProvider(nil), nil)
	app.Synth(nil)
}
