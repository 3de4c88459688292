// Statements of the schema, written for SQLite, in PostgreSQL's words.
#pragma once

#include <string>
#include <string_view>

namespace syncgate::store::postgres {

std::string in_postgres(std::string_view sql);

}  // namespace syncgate::store::postgres
