#include "gateway/store_place.h"

#include <fstream>
#include <iterator>

#include "base/text.h"

namespace syncgate {

Result<std::string> database_of(const std::filesystem::path& data, const std::string& given) {
    const auto file = data / "database";
    std::string kept;
    {
        std::ifstream in(file);
        kept = std::string(trim(std::string(std::istreambuf_iterator<char>(in), {})));
    }
    if (given.empty() || given == kept) {
        return kept;
    }
    std::error_code error;
    if (std::filesystem::exists(data / "directory.db", error)) {
        return Error{ErrorCode::kConflict,
                     data.string() +
                         " holds a store of its own (directory.db): give another "
                         "--data for one in a PostgreSQL database"};
    }
    auto anew = file;
    anew += ".new";
    std::ofstream out(anew);
    out << given << "\n";
    out.close();
    std::filesystem::rename(anew, file, error);
    if (!out || error) {
        return Error{ErrorCode::kUnavailable, "cannot write " + file.string()};
    }
    return given;
}

}  // namespace syncgate
