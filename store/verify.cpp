#include "store/verify.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "store/row_checks.h"
#include "store/scope_of.h"
#include "store/verify_objects.h"

namespace syncgate::store {
namespace {

using State = Difference::State;

constexpr int kMostRows = 200;  // that one write puts right, or a look names

// A part's slice, and where the part goes on; nullopt: it is done.
struct PartSlice {
    std::vector<Difference> differences;
    std::optional<std::int64_t> next;
};

struct Part {
    std::string_view name;
    Result<PartSlice> (*look)(Account& account, std::int64_t at, bool repair);
};

Result<PartSlice> look_at_objects(Account& account, std::int64_t after, bool repair) {
    auto slice = verify_objects(account, after, repair);
    if (!slice) {
        return slice.error();
    }
    return PartSlice{std::move(slice->differences), slice->last};
}

// Puts right what a check still finds, inside the write.
Result<std::vector<StrayRow>> put_right(Account& account, const RowCheck& check) {
    return account.write([&](Change& change) -> Result<std::vector<StrayRow>> {
        Scope& scope = scope_of(change);
        auto rows = find_rows(scope, check, kMostRows);
        for (const auto& row : rows) {
            check.repair(change, scope, row.first, row.second);
        }
        return rows;
    });
}

// `index`: of the check.
Result<PartSlice> look_at_rows(Account& account, std::int64_t index, bool repair) {
    const auto checks = row_checks();
    if (static_cast<std::size_t>(index) >= checks.size()) {
        return PartSlice{};
    }
    const auto& check = checks[static_cast<std::size_t>(index)];
    auto rows = account.read([&](const Snapshot& snapshot) -> Result<std::vector<StrayRow>> {
        return find_rows(scope_of(snapshot), check, kMostRows);
    });
    PartSlice slice{{}, index + 1};
    State state = check.repair == nullptr ? State::kBeyondRepair : State::kFound;
    // No writer waits for the look.
    if (rows && !rows->empty() && repair && check.repair != nullptr) {
        if (rows->size() == static_cast<std::size_t>(kMostRows)) {
            slice.next = index;  // the rest of them
        }
        state = State::kRepaired;
        rows = put_right(account, check);
    }
    if (!rows) {
        return rows.error();
    }
    for (const auto& row : *rows) {
        slice.differences.push_back({describe(check, row), state});
    }
    return slice;
}

std::vector<Difference> compare_counters(Scope& scope, bool repair) {
    std::vector<Difference> found;
    for (const auto& check : counter_checks()) {
        const auto wrong = find_wrong(scope, check);
        if (!wrong) {
            continue;
        }
        if (repair) {
            run(scope.db, check.set, wrong->must, scope.account);
        }
        found.push_back({std::string(check.name) + " is " + std::to_string(wrong->is) +
                             " and must be " + std::to_string(wrong->must),
                         repair ? State::kRepaired : State::kFound});
    }
    return found;
}

Result<PartSlice> look_at_counters(Account& account, std::int64_t, bool repair) {
    auto found = account.read([&](const Snapshot& snapshot) -> Result<std::vector<Difference>> {
        return compare_counters(scope_of(snapshot), false);
    });
    if (found && !found->empty() && repair) {
        found = account.write([&](Change& change) -> Result<std::vector<Difference>> {
            return compare_counters(scope_of(change), true);
        });
    }
    return found ? Result<PartSlice>(PartSlice{*std::move(found), std::nullopt}) : found.error();
}

std::vector<Difference> leftovers_of(const Note& note, bool repair) {
    std::vector<Difference> found;
    for (const auto& path : note.leftovers()) {
        std::error_code error;
        if (!std::filesystem::exists(path, error)) {
            continue;  // given up by a write of the same commit
        }
        const bool removed = repair && std::filesystem::remove(path, error);
        found.push_back({"file " + path.string() + " belongs to no message",
                         removed ? State::kRepaired : State::kFound});
    }
    return found;
}

Result<PartSlice> look_at_files(Account& account, std::int64_t, bool repair) {
    const auto any = account.read(
        [](const Snapshot& snapshot) -> Result<bool> { return !snapshot.leftovers().empty(); });
    if (!any) {
        return any.error();
    }
    if (!*any) {
        return PartSlice{};
    }
    // Some may belong to a write at work, which made them before their rows: a note stands alone.
    auto found = account.note(
        [&](Note& note) -> Result<std::vector<Difference>> { return leftovers_of(note, repair); });
    return found ? Result<PartSlice>(PartSlice{*std::move(found), std::nullopt}) : found.error();
}

// Not compared but made anew, which costs less.
Result<PartSlice> look_at_words(Account& account, std::int64_t, bool repair) {
    if (!repair) {
        return PartSlice{};
    }
    return account.note([](Note& note) -> Result<PartSlice> {
        note.renew_words();
        return PartSlice{};
    });
}

Result<PartSlice> look_at_database(Account& account, std::int64_t, bool) {
    return account.read([&](const Snapshot& snapshot) -> Result<PartSlice> {
        PartSlice slice;
        for (const auto& problem : scope_of(snapshot).db.problems()) {
            slice.differences.push_back({"database: " + problem, State::kBeyondRepair});
        }
        return slice;
    });
}

// Counters after all that changes what they count.
constexpr Part kParts[] = {
    {"objects", look_at_objects}, {"rows", look_at_rows},   {"counters", look_at_counters},
    {"files", look_at_files},     {"words", look_at_words}, {"database", look_at_database},
};

struct Place {
    const Part* part;
    std::int64_t number;
};

// "objects:120"; the part is beyond the last for what is no place.
Place parse_place(std::string_view at) {
    const auto colon = std::min(at.find(':'), at.size());
    const auto number = parse_uint(at.substr(std::min(colon + 1, at.size())));
    if (!number) {
        return {std::end(kParts), 0};
    }
    const auto* part = std::find_if(std::begin(kParts), std::end(kParts), [&](const Part& each) {
        return each.name == at.substr(0, colon);
    });
    return {part, static_cast<std::int64_t>(*number)};
}

}  // namespace

Result<VerifySlice> verify(Account& account, std::string_view at, bool repair) {
    const auto place = at.empty() ? Place{std::begin(kParts), 0} : parse_place(at);
    if (place.part == std::end(kParts)) {
        return Error{ErrorCode::kMalformed, "no place to go on at: " + std::string(at)};
    }
    auto slice = place.part->look(account, place.number, repair);
    if (!slice) {
        return slice.error();
    }
    std::string next;
    if (slice->next) {
        next = std::string(place.part->name) + ":" + std::to_string(*slice->next);
    } else if (place.part + 1 != std::end(kParts)) {
        next = std::string(place.part[1].name) + ":0";
    }
    return VerifySlice{std::move(slice->differences), std::move(next)};
}

}  // namespace syncgate::store
