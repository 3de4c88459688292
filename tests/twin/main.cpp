// twin [--steps N] [--seed S]: the model device against the real engine; the last line says "ok",
// or what was broken and with which seed it can be seen again.
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/twin/world.h"
#include "tests/unit/store/temp_folder.h"

namespace {

constexpr long kEpoch = 2500;  // steps in one world

struct Options {
    long steps = 20'000;
    std::uint64_t seed = std::random_device()();
};

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--steps") {
            options.steps = std::strtol(argv[i + 1], nullptr, 10);
        } else if (name == "--seed") {
            options.seed = std::strtoull(argv[i + 1], nullptr, 10);
        } else {
            return false;
        }
    }
    return argc % 2 == 1 && options.steps > 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options)) {
        std::fprintf(stderr, "usage: twin [--steps N] [--seed S]\n");
        return 2;
    }
    std::printf("seed %llu, %ld steps\n", static_cast<unsigned long long>(options.seed),
                options.steps);
    std::map<std::string, long> counts;
    long done = 0;
    while (done < options.steps) {
        const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(done);
        const syncgate::TempFolder folder;
        try {
            syncgate::twin::World world(seed, folder.path());
            for (long i = 0; i < kEpoch && done < options.steps; ++i, ++done) {
                world.step();
            }
            world.rest();
            for (const auto& [name, count] : world.counts()) {
                counts[name] += count;
            }
        } catch (const syncgate::twin::Violation& violation) {
            std::printf("violation after %ld steps of seed %llu: %s\n", done % kEpoch,
                        static_cast<unsigned long long>(seed), violation.what());
            return 1;
        }
    }
    for (const auto& [name, count] : counts) {
        std::printf("%s=%ld ", name.c_str(), count);
    }
    std::printf("\nok\n");
    return 0;
}
