#include "store/postgres/dialect.h"

#include "base/text.h"

namespace syncgate::store::postgres {
namespace {

struct Word {
    std::string_view sqlite, postgres;
};

// What differs in store/schema.cpp. Names are in lower case there, so that nothing else is hit.
constexpr Word kWords[] = {
    {" BLOB", " BYTEA"},
    {" INTEGER PRIMARY KEY", " BIGINT PRIMARY KEY"},
    {" WITHOUT ROWID", ""},
};

}  // namespace

std::string in_postgres(std::string_view sql) {
    std::string text(sql);
    for (const auto& word : kWords) {
        for (auto at = text.find(word.sqlite); at != std::string::npos;
             at = text.find(word.sqlite, at + word.postgres.size())) {
            text.replace(at, word.sqlite.size(), word.postgres);
        }
    }
    return text;
}

std::string storable(std::string_view text) {
    if (is_utf8(text) && text.find('\0') == std::string_view::npos) {
        return std::string(text);
    }
    std::string out = to_valid_utf8(text);
    std::erase(out, '\0');
    return out;
}

}  // namespace syncgate::store::postgres
