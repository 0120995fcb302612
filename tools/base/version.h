#ifndef GPU_VERSION_H
#define GPU_VERSION_H

#define GPUTALLY_VERSION "0.1.0"
#define GPUTALLY_STREAM 1 /* version of the stream format, gpu-rows(5) */

#endif
