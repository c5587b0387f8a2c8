import awsDistro from './aws-distro.json';
import datadog from './datadog.json';
import instana from './instana.json';
import openTelemetryCommunity from './opentelemetry-community.json';
import { readVendorFacts } from './read-vendor-facts';

/** Layers of the AWS Distro for OpenTelemetry, `AWSOpenTelemetryDistro*`. */
export const AWS_DISTRO = readVendorFacts('aws-distro.json', awsDistro);

/** Language layers of the OpenTelemetry community. */
export const OPENTELEMETRY_COMMUNITY = readVendorFacts('opentelemetry-community.json', openTelemetryCommunity);

/** IBM Instana. */
export const INSTANA = readVendorFacts('instana.json', instana);

/** Datadog. */
export const DATADOG = readVendorFacts('datadog.json', datadog);
