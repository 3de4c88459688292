#include "protocols/activesync/commands/search_terms.h"

#include <algorithm>

#include "base/text.h"
#include "formats/words/words.h"
#include "model/ids.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kMaxTerms = 100;
constexpr UnixSeconds kDay = 86'400;

struct Row {
    std::string_view name;
    Property property;
};
constexpr Row kProperties[] = {
    {"subject", Property::kSubject},
    {"from", Property::kFrom},
    {"sender", Property::kFrom},
    {"to", Property::kTo},
    {"recipients", Property::kTo},
    {"cc", Property::kCc},
    {"participants", Property::kParticipants},
    {"body", Property::kBody},
    {"hasattachment", Property::kHasAttachment},
    {"received", Property::kReceived},
    {"sent", Property::kReceived},
};

// What is written in one piece: [-][property operator]value
struct Piece {
    bool excluded = false;
    const Row* row = nullptr;
    std::string_view operation;  // ":", ">=" ...
    std::string_view value;
    bool quoted = false;
    bool beginning = false;  // a star behind
};

constexpr std::string_view kBlanks = " \t\r\n()";

// Reads a value at the front of `rest`: up to the next blank, or in quotes.
void read_value(std::string_view& rest, Piece& piece) {
    piece.quoted = rest.starts_with('"');
    if (piece.quoted) {
        rest.remove_prefix(1);
    }
    const auto end = std::min(rest.find_first_of(piece.quoted ? "\"" : kBlanks), rest.size());
    piece.value = rest.substr(0, end);
    rest.remove_prefix(std::min(end + (piece.quoted ? 1 : 0), rest.size()));
    piece.beginning = piece.quoted && rest.starts_with('*');
    rest.remove_prefix(piece.beginning ? 1 : 0);
}

void read_property(std::string_view& rest, Piece& piece) {
    const auto end = rest.find_first_of(":<>= \t\r\n\"");
    if (end == std::string_view::npos) {
        return;
    }
    const auto name = rest.substr(0, end);
    const auto* row = std::find_if(std::begin(kProperties), std::end(kProperties),
                                   [&](const Row& each) { return iequals(each.name, name); });
    const auto after = std::min(rest.find_first_not_of(":<>=", end), rest.size());
    if (row == std::end(kProperties) || after == end) {
        return;
    }
    piece.row = row;
    piece.operation = rest.substr(end, after - end);
    rest.remove_prefix(after);
}

std::optional<Piece> next_piece(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    if (rest.empty()) {
        return std::nullopt;
    }
    Piece piece;
    if (rest.size() > 1 && (rest.front() == '-' || rest.front() == '+') &&
        kBlanks.find(rest[1]) == std::string_view::npos) {
        piece.excluded = rest.front() == '-';
        rest.remove_prefix(1);
    }
    read_property(rest, piece);
    read_value(rest, piece);
    return piece;
}

// [from, until) of "received>=2026-01-01" and its like; nullopt: no date.
std::optional<Term> date_term(const Piece& piece) {
    const bool whole_day = piece.value.size() == 10;
    const auto time = parse_iso8601(std::string(piece.value) + (whole_day ? "T00:00:00.000Z" : ""));
    if (!time) {
        return std::nullopt;
    }
    const UnixSeconds after = *time + (whole_day ? kDay : 1);
    Term term{Property::kReceived, {}, piece.excluded, kMinKey, kMaxKey};
    if (piece.operation == ">") {
        term.from = after;
    } else if (piece.operation == ">=") {
        term.from = *time;
    } else if (piece.operation == "<") {
        term.until = *time;
    } else if (piece.operation == "<=") {
        term.until = after;
    } else {
        term.from = *time;
        term.until = after;
    }
    return term;
}

std::optional<Term> term_of(const Piece& piece) {
    const auto property = piece.row == nullptr ? Property::kAny : piece.row->property;
    if (property == Property::kReceived) {
        return date_term(piece);
    }
    if (property == Property::kHasAttachment) {
        const bool none =
            iequals(piece.value, "false") || iequals(piece.value, "no") || piece.value == "0";
        return Term{property, {}, piece.excluded != none, 0, 0};
    }
    auto sought = words::sought(piece.value, piece.quoted && !piece.beginning);
    if (sought.empty()) {
        return std::nullopt;
    }
    return Term{property, std::move(sought), piece.excluded, 0, 0};
}

bool is_operator(const Piece& piece, std::string_view name) {
    return piece.row == nullptr && !piece.quoted && piece.value == name;
}

}  // namespace

SearchTerms parse_search(std::string_view text) {
    SearchTerms all(1);
    bool excluded = false;
    std::size_t count = 0;
    for (auto piece = next_piece(text); piece && count < kMaxTerms; piece = next_piece(text)) {
        if (is_operator(*piece, "OR")) {
            all.emplace_back();
            continue;
        }
        if (is_operator(*piece, "AND")) {
            continue;
        }
        if (is_operator(*piece, "NOT")) {
            excluded = true;
            continue;
        }
        piece->excluded = piece->excluded != excluded;
        excluded = false;
        if (auto term = term_of(*piece)) {
            all.back().push_back(*std::move(term));
            ++count;
        }
    }
    std::erase_if(all, [](const auto& terms) { return terms.empty(); });
    return all;
}

}  // namespace syncgate::activesync
