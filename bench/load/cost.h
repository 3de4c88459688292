// What something costs the server.
#pragma once

#include <utility>
#include <vector>

#include "bench/load/server.h"
#include "bench/load/statistics.h"

namespace syncgate::bench {

// CPU of the server for `run`, in milliseconds.
template <class F>
double cpu_of(const Server& server, F run) {
    const double start = server.cpu_seconds();
    run();
    return (server.cpu_seconds() - start) * 1e3;
}

// The median of so many rounds, whose numbers `run` gets.
template <class F>
double median_cpu(const Server& server, int rounds, F run) {
    std::vector<double> spent;
    for (int round = 0; round < rounds; ++round) {
        spent.push_back(cpu_of(server, [&] { run(round); }));
    }
    return median(std::move(spent));
}

}  // namespace syncgate::bench
