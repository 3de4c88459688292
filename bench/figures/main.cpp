// Prints one tab-separated line a figure: name, value, unit, must, `met` or `short` (`-` for a
// figure that is only reported). Exit 0 when all are met.
//
//     figures [NAME...]      NAME: parked parked_mixed push sync_cost initial_sync folder_sync lmtp
//     options start engine engine_postgres commits mixed storm search dav large hostile
//     command_cost contacts contact_changes people
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

#include <sys/resource.h>

#include "bench/load/figure.h"

namespace {

using namespace syncgate::bench;

struct Group {
    std::string_view name;
    Figures (*measure)();
};

constexpr Group kGroups[] = {
    {"options", options},
    {"command_cost", command_cost},
    {"folder_sync", folder_sync},
    {"initial_sync", initial_sync},
    {"large", large},
    {"lmtp", lmtp},
    {"sync_cost", sync_cost},
    {"start", start},
    {"push", push},
    {"parked", parked},
    {"parked_mixed", parked_mixed},
    {"engine", engine},
    {"commits", commits},
    {"mixed", mixed},
    {"storm", storm},
    {"search", search},
    {"dav", dav},
    {"contacts", contacts},
    {"contact_changes", contact_changes},
    {"people", people},
    {"hostile", hostile},
    {"engine_postgres", engine_postgres},
};

bool print(const Figure& figure) {
    const bool only_reported = figure.sense == Figure::Sense::kReport;
    const char* sign = figure.sense == Figure::Sense::kAtMost ? "<=" : ">=";
    if (only_reported) {
        std::printf("%s\t%.4g\t%s\t-\t-\n", figure.name.c_str(), figure.value, figure.unit.c_str());
    } else {
        std::printf("%s\t%.4g\t%s\t%s%g\t%s\n", figure.name.c_str(), figure.value,
                    figure.unit.c_str(), sign, figure.must, figure.met() ? "met" : "short");
    }
    std::fflush(stdout);
    return figure.met();
}

}  // namespace

int main(int argc, char** argv) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    const std::vector<std::string_view> wanted(argv + 1, argv + argc);
    for (const auto name : wanted) {
        if (std::none_of(std::begin(kGroups), std::end(kGroups),
                         [&](const Group& group) { return group.name == name; })) {
            std::fprintf(stderr, "no figure %.*s\n", static_cast<int>(name.size()), name.data());
            return 2;
        }
    }
    bool all_met = true;
    for (const auto& group : kGroups) {
        if (!wanted.empty() &&
            std::find(wanted.begin(), wanted.end(), group.name) == wanted.end()) {
            continue;
        }
        try {
            for (const auto& figure : group.measure()) {
                all_met = print(figure) && all_met;
            }
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(group.name.size()),
                         group.name.data(), error.what());
            all_met = false;
        }
    }
    return all_met ? 0 : 1;
}
