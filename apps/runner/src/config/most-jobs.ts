/** Most jobs of an experiment or a study, unless its `max_jobs` is another number. */
export const mostJobs = 10_000;

/** The largest `max_jobs`: to plan so many jobs takes about a gigabyte. */
export const mostJobsEver = 1_000_000;
