#include "gateway/ready_file.h"

#include <fstream>
#include <system_error>

namespace syncgate {

bool write_ready_file(const std::filesystem::path& file, const std::vector<Listening>& listeners) {
    auto temporary = file;
    temporary += ".new";
    std::ofstream out(temporary);
    for (const auto& each : listeners) {
        out << each.name << " " << each.address << "\n";
    }
    out.close();
    std::error_code error;
    std::filesystem::rename(temporary, file, error);
    return out.good() && !error;
}

}  // namespace syncgate
