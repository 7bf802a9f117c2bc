import { vectorJobs } from '../../src/conformance/suite.ts';
import { loadVectors } from '../../src/conformance/vectors.ts';
import { jobSuite, rules } from './jobs.ts';

jobSuite('vectors', vectorJobs(loadVectors(rules), rules));
