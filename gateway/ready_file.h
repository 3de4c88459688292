// The file that says to whoever started us that we serve, and where: a line a listener,
// "https 127.0.0.1:40123".
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace syncgate {

struct Listening {
    std::string name, address;
};

// Complete, or not there. Whether it could be written.
bool write_ready_file(const std::filesystem::path& file, const std::vector<Listening>& listeners);

}  // namespace syncgate
