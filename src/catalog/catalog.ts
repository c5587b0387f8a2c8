import appdynamics from './appdynamics.json';
import awsDistro from './aws-distro.json';
import coralogix from './coralogix.json';
import dash0 from './dash0.json';
import datadog from './datadog.json';
import dynatrace from './dynatrace.json';
import elastic from './elastic.json';
import honeycomb from './honeycomb.json';
import instana from './instana.json';
import lambdaInsights from './lambda-insights.json';
import lumigo from './lumigo.json';
import newrelic from './newrelic.json';
import opentelemetryCollector from './opentelemetry-collector.json';
import opentelemetryCommunity from './opentelemetry-community.json';
import { readVendorFacts } from './read-vendor-facts';
import rotel from './rotel.json';
import sentry from './sentry.json';
import solarwinds from './solarwinds.json';
import splunk from './splunk.json';
import sumologic from './sumologic.json';

/** AppDynamics. */
export const APPDYNAMICS = readVendorFacts('appdynamics.json', appdynamics);

/** Layers of the AWS Distro for OpenTelemetry, `AWSOpenTelemetryDistro*`. */
export const AWS_DISTRO = readVendorFacts('aws-distro.json', awsDistro);

/** Coralogix. */
export const CORALOGIX = readVendorFacts('coralogix.json', coralogix);

/** Dash0. */
export const DASH0 = readVendorFacts('dash0.json', dash0);

/** Datadog. */
export const DATADOG = readVendorFacts('datadog.json', datadog);

/** Dynatrace. */
export const DYNATRACE = readVendorFacts('dynatrace.json', dynatrace);

/** Elastic APM. */
export const ELASTIC = readVendorFacts('elastic.json', elastic);

/** Honeycomb's extension. */
export const HONEYCOMB = readVendorFacts('honeycomb.json', honeycomb);

/** IBM Instana. */
export const INSTANA = readVendorFacts('instana.json', instana);

/** CloudWatch Lambda Insights: metrics, no spans. */
export const LAMBDA_INSIGHTS = readVendorFacts('lambda-insights.json', lambdaInsights);

/** Lumigo. */
export const LUMIGO = readVendorFacts('lumigo.json', lumigo);

/** New Relic. */
export const NEW_RELIC = readVendorFacts('newrelic.json', newrelic);

/** The Collector of the OpenTelemetry community. */
export const OPENTELEMETRY_COLLECTOR = readVendorFacts('opentelemetry-collector.json', opentelemetryCollector);

/** Language layers of the OpenTelemetry community. */
export const OPENTELEMETRY_COMMUNITY = readVendorFacts('opentelemetry-community.json', opentelemetryCommunity);

/** Rotel, a collector. */
export const ROTEL = readVendorFacts('rotel.json', rotel);

/** Sentry. */
export const SENTRY = readVendorFacts('sentry.json', sentry);

/** SolarWinds. */
export const SOLARWINDS = readVendorFacts('solarwinds.json', solarwinds);

/** Splunk Observability Cloud. */
export const SPLUNK = readVendorFacts('splunk.json', splunk);

/** Sumo Logic. */
export const SUMO_LOGIC = readVendorFacts('sumologic.json', sumologic);
