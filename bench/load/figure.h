// A figure: what was measured, and what it must be.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace syncgate::bench {

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    double must = 0;
    enum class Sense { kAtMost, kAtLeast, kReport } sense = Sense::kReport;

    [[nodiscard]] bool met() const {
        return sense == Sense::kReport || (sense == Sense::kAtMost ? value <= must : value >= must);
    }
};

using Figures = std::vector<Figure>;

// One for each file in bench/figures.
Figures parked();
Figures parked_mixed();
Figures push();
Figures sync_cost();
Figures initial_sync();
Figures folder_sync();
Figures large();
Figures lmtp();
Figures options();
Figures start();
Figures engine();
Figures engine_postgres();
Figures commits();
Figures mixed();
Figures storm();
Figures command_cost();
Figures search();
Figures dav();
Figures contacts();
Figures contact_changes();
Figures people();
Figures hostile();

}  // namespace syncgate::bench
