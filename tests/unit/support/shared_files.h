// Files that tests read beside the project: the corpora and the reference.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace syncgate {

// $SHARED_DIR, or what lies beside the source; it may not be there.
inline std::filesystem::path shared_folder() {
    const char* named = std::getenv("SHARED_DIR");
    return named != nullptr ? named : SYNCGATE_SOURCE_DIR "/../shared";
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace syncgate
