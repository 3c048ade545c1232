import { describeJourney } from '../journey';

describeJourney('firefox');
