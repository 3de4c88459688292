// Statements of the schema, written for SQLite, in PostgreSQL's words.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::store::postgres {

std::string in_postgres(std::string_view sql);

// What a text column keeps of a text: valid UTF-8 without NUL. What clients send is not always
// that.
std::string storable(std::string_view text);

}  // namespace syncgate::store::postgres
