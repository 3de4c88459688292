// What the process itself uses, under the names that Prometheus' own clients give.
#pragma once

#include "gateway/metrics/metrics.h"

namespace syncgate::metrics {

void add_process_gauges(Metrics& metrics);

}  // namespace syncgate::metrics
