#include "formats/mime/envelope.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/address.h"
#include "formats/mime/charset.h"
#include "formats/mime/date.h"
#include "formats/mime/encoded_word.h"
#include "formats/mime/fields.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kMaxReferences = 50;

enum class Times { kFirst, kEvery };  // which of several fields of one name count

struct Row {
    std::string_view name;  // lower case
    Times times;
    void (*read)(std::string_view value, std::string_view charset, Envelope& envelope);
};

// The ids between "<" and ">", without blanks; what stands outside is passed over.
std::vector<std::string> bracketed_ids(std::string_view value) {
    std::vector<std::string> ids;
    for (;;) {
        const auto begin = value.find('<');
        const auto end = value.find('>', begin == std::string_view::npos ? 0 : begin);
        if (begin == std::string_view::npos || end == std::string_view::npos) {
            return ids;
        }
        std::string id = to_utf8(value.substr(begin + 1, end - begin - 1), "");
        std::erase_if(id, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
        if (!id.empty()) {
            ids.push_back(std::move(id));
        }
        value.remove_prefix(end + 1);
    }
}

// The first id; of a value without brackets its first word.
std::string first_id(std::string_view value) {
    auto ids = bracketed_ids(value);
    if (!ids.empty()) {
        return std::move(ids.front());
    }
    const std::string_view word = trim(value).substr(0, trim(value).find_first_of(" \t"));
    return one_line(to_utf8(word, ""));
}

void read_references(std::string_view value, std::string_view, Envelope& envelope) {
    auto ids = bracketed_ids(value);
    const std::size_t skipped = ids.size() - std::min(ids.size(), kMaxReferences);
    envelope.references.assign(ids.begin() + static_cast<std::ptrdiff_t>(skipped), ids.end());
}

template <std::string Envelope::*Member>
void read_text(std::string_view value, std::string_view charset, Envelope& envelope) {
    envelope.*Member = decode_words(value, charset);
}

template <std::string Envelope::*Member>
void read_id(std::string_view value, std::string_view, Envelope& envelope) {
    envelope.*Member = first_id(value);
}

template <std::vector<Address> Envelope::*Member>
void read_addresses(std::string_view value, std::string_view charset, Envelope& envelope) {
    append_addresses(value, charset, envelope.*Member);
}

void read_date(std::string_view value, std::string_view, Envelope& envelope) {
    envelope.date = parse_date(value).value_or(0);
}

void read_thread_index(std::string_view value, std::string_view, Envelope& envelope) {
    envelope.thread_index = one_line(to_utf8(value, ""));
    std::erase(envelope.thread_index, ' ');
}

constexpr std::array kRows = std::to_array<Row>({
    {"subject", Times::kFirst, read_text<&Envelope::subject>},
    {"from", Times::kFirst, read_addresses<&Envelope::from>},
    {"sender", Times::kFirst, read_addresses<&Envelope::sender>},
    {"reply-to", Times::kFirst, read_addresses<&Envelope::reply_to>},
    {"to", Times::kEvery, read_addresses<&Envelope::to>},
    {"cc", Times::kEvery, read_addresses<&Envelope::cc>},
    {"bcc", Times::kEvery, read_addresses<&Envelope::bcc>},
    {"date", Times::kFirst, read_date},
    {"message-id", Times::kFirst, read_id<&Envelope::message_id>},
    {"in-reply-to", Times::kFirst, read_id<&Envelope::in_reply_to>},
    {"references", Times::kFirst, read_references},
    {"thread-topic", Times::kFirst, read_text<&Envelope::thread_topic>},
    {"thread-index", Times::kFirst, read_thread_index},
    {"content-class", Times::kFirst, read_text<&Envelope::content_class>},
});

struct ImportanceRow {
    std::string_view name;
    std::string_view value;  // how it begins, lower case
    int importance;
};

// An earlier name is stronger than a later one.
constexpr std::array kImportance = std::to_array<ImportanceRow>({
    {"importance", "high", 2},
    {"importance", "normal", 1},
    {"importance", "low", 0},
    {"x-priority", "1", 2},
    {"x-priority", "2", 2},
    {"x-priority", "3", 1},
    {"x-priority", "4", 0},
    {"x-priority", "5", 0},
    {"x-msmail-priority", "high", 2},
    {"x-msmail-priority", "normal", 1},
    {"x-msmail-priority", "low", 0},
    {"priority", "urgent", 2},
    {"priority", "normal", 1},
    {"priority", "non-urgent", 0},
});

bool is_named(const Field& field, std::string_view name) {
    return field.name.size() == name.size() && iequals(field.name, name);  // most differ in size
}

// Raw ISO-2022-JP has characters that look like quotes and commas: it is read before anything else.
std::string without_escapes(std::string value) {
    return value.find("\x1b$") == std::string::npos ? std::move(value) : to_utf8(value, "");
}

class EnvelopeReader {
  public:
    EnvelopeReader(std::string_view charset, Envelope& envelope)
        : charset_(charset), envelope_(envelope) {}

    void read(const Field& field) {
        for (std::size_t i = 0; i < kRows.size(); ++i) {
            const Row& row = kRows.at(i);
            if (is_named(field, row.name)) {
                if (row.times == Times::kEvery || !seen_.at(i)) {
                    const auto value = field.value.substr(0, left_);
                    left_ -= value.size();
                    row.read(without_escapes(unfold(value)), charset_, envelope_);
                }
                seen_.at(i) = true;
                return;
            }
        }
        read_importance(field);
    }

  private:
    void read_importance(const Field& field) {
        for (std::size_t i = 0; i < strongest_; ++i) {
            const ImportanceRow& row = kImportance.at(i);
            if (is_named(field, row.name) && istarts_with(trim(field.value), row.value)) {
                envelope_.importance = row.importance;
                strongest_ = i;
                return;
            }
        }
    }

    std::string_view charset_;
    Envelope& envelope_;
    std::array<bool, kRows.size()> seen_{};
    std::size_t left_ = limits::kEnvelopeBytes;
    std::size_t strongest_ = kImportance.size();  // the row that gave the importance
};

}  // namespace

Envelope read_envelope(std::string_view message, std::string_view charset) {
    Envelope envelope;
    EnvelopeReader into(charset, envelope);
    FieldReader reader(message);
    Field field;
    while (reader.next(field)) {
        into.read(field);
    }
    return envelope;
}

}  // namespace syncgate::mime
