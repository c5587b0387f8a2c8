// Java: the constructs of test/auto/apps/shop.js once more, with tracing by a line of code.
import io.github.cdklambdatracing.LambdaTracing;
import io.github.cdklambdatracing.OpenTelemetryProvider;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

public class Shop {
    static void fn(Construct stack, String id, Runtime runtime) {
        Function.Builder.create(stack, id).runtime(runtime).handler("index.handler").code(Code.fromInline("# inline")).build();
    }

    public static void main(String[] args) {
        App app = new App(AppProps.builder().analyticsReporting(false).build());
        Environment env = Environment.builder().account("111122223333").region("eu-central-1").build();
        Stack stack = new Stack(app, "Shop", StackProps.builder().env(env).build());
        fn(stack, "Orders", Runtime.NODEJS_22_X);
        fn(stack, "Search", Runtime.PYTHON_3_13);
        fn(new NestedStack(stack, "Nested"), "Inner", Runtime.NODEJS_22_X);
        Stage prod = new Stage(app, "Prod");
        fn(new Stack(prod, "Service"), "Staged", Runtime.NODEJS_22_X);
        fn(new Stack(new Stage(prod, "Late"), "Service"), "Deep", Runtime.NODEJS_22_X);

        LambdaTracing.of(app).add(OpenTelemetryProvider.Builder.create().build());
        app.synth();
    }
}
