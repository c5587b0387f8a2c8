/**
 * What the vendors had published, taken from their own tables and kept apart from the catalog, so that a slip in either shows.
 */

/** Region, account, and versions of the layers for Python, Node.js, Java and .NET; AWS's table of 2026-07-22. */
export const AWS_DISTRO_TABLE = `
af-south-1 904233096616 23 15 16 13
ap-east-1 888577020596 23 15 16 13
ap-east-2 412664885777 4 4 5 4
ap-northeast-1 615299751070 26 15 16 13
ap-northeast-2 615299751070 26 15 16 13
ap-northeast-3 615299751070 26 15 16 13
ap-south-1 615299751070 26 15 16 13
ap-south-2 796973505492 23 15 16 13
ap-southeast-1 615299751070 25 15 16 13
ap-southeast-2 615299751070 26 15 16 13
ap-southeast-3 039612877180 23 15 16 13
ap-southeast-4 713881805771 23 15 16 13
ap-southeast-5 152034782359 14 8 13 9
ap-southeast-6 313828097273 3 3 5 3
ap-southeast-7 980416031188 14 8 13 9
ca-central-1 615299751070 26 15 16 13
ca-west-1 595944127152 14 8 13 9
cn-north-1 440179912924 14 8 13 9
cn-northwest-1 440180067931 14 8 13 9
eu-central-1 615299751070 26 15 16 13
eu-central-2 156041407956 23 15 16 13
eu-north-1 615299751070 26 15 16 13
eu-south-1 257394471194 23 15 16 13
eu-south-2 490004653786 23 15 16 13
eu-west-1 615299751070 26 15 16 13
eu-west-2 615299751070 26 15 16 13
eu-west-3 615299751070 26 15 16 13
il-central-1 746669239226 23 15 16 13
me-central-1 739275441131 22 15 16 13
mx-central-1 610118373846 14 8 13 9
sa-east-1 615299751070 26 15 16 13
us-east-1 615299751070 29 15 16 14
us-east-2 615299751070 26 15 16 13
us-west-1 615299751070 33 15 16 13
us-west-2 615299751070 33 15 16 13
`.trim().split('\n').map((row) => {
    const [region, account, python, nodejs, java, dotnet] = row.split(' ');
    return { region, account, versions: { nodejs, python, java, dotnet } };
  });

/** The regions of the OpenTelemetry community's layers: their release workflow at c72580eb, written as it is there. */
export const COMMUNITY_REGIONS = [
  'af-south-1', 'ap-east-1/2', 'ap-northeast-1/2/3', 'ap-south-1/2', 'ap-southeast-1/2/3/4/5/6/7', 'ca-central-1', 'ca-west-1', 'eu-central-1/2', 'eu-north-1',
  'eu-south-1/2', 'eu-west-1/2/3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-1/2', 'us-west-1/2',
].flatMap(spread);

/** The regions of Instana's release notes for Python, less me-south-1, which they dropped. */
export const INSTANA_REGIONS = [
  'af-south-1', 'ap-east-1/2', 'ap-northeast-1/2/3', 'ap-south-1/2', 'ap-southeast-1/2/3/4/5/7', 'ca-central-1', 'ca-west-1', 'cn-north-1', 'cn-northwest-1',
  'eu-central-1/2', 'eu-north-1', 'eu-south-1/2', 'eu-west-1/2/3', 'il-central-1', 'me-central-1', 'sa-east-1', 'us-east-1/2', 'us-west-1/2',
].flatMap(spread);

/** `eu-west-1/2/3` is three regions. */
function spread(regions: string): string[] {
  const [first, ...others] = regions.split('/');
  return [first, ...others.map((digit) => first.replace(/\d$/, digit))];
}
