// A folder for one test, gone afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace syncgate {

class TempFolder {
  public:
    TempFolder() {
        // In memory where there is such a folder, so that no test waits for a disk.
        const std::filesystem::path memory = "/dev/shm";
        std::string name =
            (std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path()) /
            "syncgate-test-XXXXXX";
        path_ = mkdtemp(name.data());
    }
    ~TempFolder() {
        std::error_code ignored;  // a leftover in a temporary folder harms nobody
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace syncgate
