import { CloudFormationValidatePlugin } from 'aws-cdk-lib';

/**
 * CDK's built-in template validator takes seconds to load and has nothing to say about unit tests. Newer versions of
 * aws-cdk-lib have a variable for it; 2.262 has not. test/integ runs with the real one.
 */
process.env.CDK_VALIDATION = 'false';
if (!process.env.REAL_TEMPLATE_VALIDATION) {
  jest.spyOn(CloudFormationValidatePlugin, '_singletonInstance').mockReturnValue({
    name: CloudFormationValidatePlugin.PLUGIN_NAME,
    validate: () => ({ success: true, violations: [] }),
  } as unknown as CloudFormationValidatePlugin);
}
