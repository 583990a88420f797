#include "page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return fuzz_format("warc", data, size); }
