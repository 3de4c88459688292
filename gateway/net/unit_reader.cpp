#include "gateway/net/unit_reader.h"

#include <algorithm>

namespace syncgate::net {

void UnitReader::expect(const Expect& expect) {
    expect_ = expect;
    spool_.clear();
    received_ = 0;
    place_ = Place::kLineStart;
    converter_ = {};
    too_long_ = false;
}

Result<bool> UnitReader::take(std::string_view& input) {
    const std::size_t before = input.size();
    auto taken = expect_.kind == Expect::Kind::kLine      ? take_line(input)
                 : expect_.kind == Expect::Kind::kDotData ? take_data(input)
                                                          : take_bytes(input);
    received_ += before - input.size();
    return taken;
}

Result<Unit> UnitReader::unit() {
    if (too_long_) {
        return Unit{{}, true};
    }
    auto bytes = spool_.bytes();
    if (!bytes) {
        return bytes.error();
    }
    if (expect_.kind == Expect::Kind::kLine && bytes->bytes().ends_with('\r')) {
        *bytes = bytes->substr(0, bytes->size() - 1);
    }
    return Unit{*bytes, false};
}

Result<bool> UnitReader::take_line(std::string_view& input) {
    const std::size_t end = input.find('\n');
    if (auto kept = keep(input.substr(0, end)); !kept) {
        return kept.error();
    }
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return end != std::string_view::npos;
}

Result<bool> UnitReader::take_bytes(std::string_view& input) {
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(expect_.size - received_, input.size()));
    if (auto kept = keep(input.substr(0, size)); !kept) {
        return kept.error();
    }
    input.remove_prefix(size);
    return received_ + size == expect_.size;
}

// What is kept goes to the spool once: a spool in a file writes with every append.
Result<bool> UnitReader::take_data(std::string_view& input) {
    std::string run;
    run.reserve(input.size() + 1);  // a CR may have come before
    const bool complete = cut_data(input, run);
    std::string lines = spool_.size() == 0 ? expect_.head : std::string();
    lines.reserve(lines.size() + run.size());
    converter_.feed(run, lines);
    if (auto kept = keep(lines); !kept) {
        return kept.error();
    }
    return complete;
}

bool UnitReader::cut_data(std::string_view& input, std::string& run) {
    while (!input.empty()) {
        if (place_ == Place::kDotCr && input.front() == '\n') {
            input.remove_prefix(1);
            return true;
        }
        const Step step = place_ == Place::kInLine ? up_to_dot(input) : at(place_, input.front());
        place_ = step.then;
        run += step.keep;
        input.remove_prefix(step.used);
    }
    return false;
}

// Only a dot that begins a line is special, and what the input's end cuts in two.
UnitReader::Step UnitReader::up_to_dot(std::string_view input) {
    const std::size_t end = input.find("\r\n.");
    if (end != std::string_view::npos) {
        return {input.substr(0, end + 2), end + 2, Place::kLineStart};
    }
    if (input.ends_with('\r')) {
        return {input.substr(0, input.size() - 1), input.size(), Place::kCr};
    }
    return {input, input.size(), input.ends_with("\r\n") ? Place::kLineStart : Place::kInLine};
}

// One character, or none: what is not special here is looked at again inside the line.
UnitReader::Step UnitReader::at(Place place, char c) {
    switch (place) {
        case Place::kLineStart:
            return c == '.' ? Step{{}, 1, Place::kDot} : Step{{}, 0, Place::kInLine};
        case Place::kDot:  // a stuffed dot is dropped, whatever follows
            return c == '\r' ? Step{{}, 1, Place::kDotCr} : Step{{}, 0, Place::kInLine};
        case Place::kCr:
            return c == '\n' ? Step{"\r\n", 1, Place::kLineStart} : Step{"\r", 0, Place::kInLine};
        case Place::kDotCr:
            return {"\r", 0, Place::kInLine};
        case Place::kInLine:
            break;
    }
    return {{}, 0, Place::kInLine};
}

Result<void> UnitReader::keep(std::string_view bytes) {
    if (too_long_) {
        return {};
    }
    // A line's CR is not of the line.
    const std::size_t spare = expect_.kind == Expect::Kind::kLine ? 1 : 0;
    if (spool_.size() + bytes.size() > expect_.size + spare) {
        too_long_ = true;
        spool_.clear();
        return {};
    }
    return spool_.append(bytes);
}

}  // namespace syncgate::net
