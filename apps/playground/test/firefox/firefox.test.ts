import { describeJourney } from '../journey';

describeJourney('firefox', 12);
