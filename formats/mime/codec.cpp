#include <algorithm>
#include <type_traits>

#include "formats/mime/message_index.h"
#include "formats/mime/wire.h"

namespace syncgate::mime {
namespace {

// The first byte of what encode() writes. Older forms are read, and lack what came later.
constexpr std::uint64_t kEnvelopeForm = 1;
constexpr std::uint64_t kStructureForm = 2;
constexpr std::uint64_t kWithBelow = 2;  // several texts, and what is inside of TNEF

// Out and In have the same members, so that one list of a struct's members is both directions.
class Out {
  public:
    explicit Out(std::uint64_t form) : form_(form) { wire_.number(form); }

    [[nodiscard]] std::uint64_t form() const { return form_; }
    void operator()(const std::string& value) { wire_.text(value); }
    void operator()(std::uint64_t value) { wire_.number(value); }
    void operator()(bool value) { wire_.number(value ? 1 : 0); }
    // Zigzag, so that small negative numbers are short too.
    void operator()(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        wire_.number(bits << 1U ^ (value < 0 ? ~std::uint64_t{0} : 0));
    }
    void operator()(int value) { (*this)(static_cast<std::int64_t>(value)); }
    void operator()(Encoding value) { wire_.number(static_cast<std::uint64_t>(value)); }
    template <class T>
    void operator()(const std::vector<T>& values);

    std::string take() { return wire_.take(); }

  private:
    WireWriter wire_;
    std::uint64_t form_;
};

class In {
  public:
    explicit In(std::string_view bytes) : wire_(bytes), form_(wire_.number()) {}

    [[nodiscard]] std::uint64_t form() const { return form_; }

    void operator()(std::string& value) { value = wire_.text(); }
    void operator()(std::uint64_t& value) { value = wire_.number(); }
    void operator()(bool& value) { value = bounded(1) == 1; }
    void operator()(std::int64_t& value) {
        const std::uint64_t bits = wire_.number();
        value = static_cast<std::int64_t>(bits >> 1U ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0));
    }
    void operator()(int& value) {
        std::int64_t wide = 0;
        (*this)(wide);
        value = static_cast<int>(wide);
        if (value != wide) {
            wire_.fail();
        }
    }
    void operator()(Encoding& value) {
        value = static_cast<Encoding>(bounded(static_cast<std::uint64_t>(Encoding::kUuencode)));
    }
    template <class T>
    void operator()(std::vector<T>& values);

    [[nodiscard]] bool done() const { return wire_.done(); }

  private:
    std::uint64_t bounded(std::uint64_t most) {
        const std::uint64_t value = wire_.number();
        if (value > most) {
            wire_.fail();
            return 0;
        }
        return value;
    }
    WireReader wire_;
    std::uint64_t form_;
};

template <class Io, class T>
requires std::is_same_v<std::remove_const_t<T>, std::string>
void members(Io& io, T& value) {
    io(value);
}

template <class Io, class T>
requires std::is_same_v<std::remove_const_t<T>, Address>
void members(Io& io, T& value) {
    io(value.name);
    io(value.address);
}

template <class Io, class T>
requires std::is_same_v<std::remove_const_t<T>, Envelope>
void members(Io& io, T& value) {
    io(value.subject);
    io(value.from);
    io(value.sender);
    io(value.reply_to);
    io(value.to);
    io(value.cc);
    io(value.bcc);
    io(value.date);
    io(value.message_id);
    io(value.in_reply_to);
    io(value.references);
    io(value.thread_topic);
    io(value.thread_index);
    io(value.content_class);
    io(value.importance);
}

template <class Io, class T>
requires std::is_same_v<std::remove_const_t<T>, Part>
void members(Io& io, T& value) {
    io(value.number);
    io(value.media_type);
    io(value.charset);
    io(value.encoding);
    io(value.name);
    io(value.content_id);
    io(value.content_location);
    io(value.attachment);
    io(value.inline_part);
    io(value.alternative);
    io(value.format_flowed);
    io(value.del_sp);
    io(value.header_begin);
    io(value.header_end);
    io(value.content_begin);
    io(value.content_end);
    io(value.decoded_size);
    if (io.form() >= kWithBelow) {
        io(value.opened);
        io(value.inside);
        io(value.inside_begin);
    }
}

template <class Io, class T>
requires std::is_same_v<std::remove_const_t<T>, Body>
void members(Io& io, T& value) {
    io(value.plain);
    io(value.html);
    io(value.html_only);
}

template <class Io, class T>
requires std::is_same_v<std::remove_const_t<T>, Structure>
void members(Io& io, T& value) {
    io(value.parts);
    io(value.plain);
    io(value.html);
    if (io.form() >= kWithBelow) {
        io(value.below);
    }
    io(value.top_type);
    io(value.smime_type);
}

template <class T>
void Out::operator()(const std::vector<T>& values) {
    wire_.number(values.size());
    for (const auto& value : values) {
        members(*this, value);
    }
}

template <class T>
void In::operator()(std::vector<T>& values) {
    const std::size_t count = wire_.count();
    for (std::size_t i = 0; i < count && !wire_.failed(); ++i) {
        members(*this, values.emplace_back());
    }
}

template <class T>
std::string write(std::uint64_t form, const T& value) {
    Out out(form);
    members(out, value);
    return out.take();
}

template <class T>
bool read(std::uint64_t newest, std::string_view bytes, T& value) {
    In in(bytes);
    if (in.form() == 0 || in.form() > newest) {
        return false;
    }
    members(in, value);
    return in.done();
}

// A row that was damaged must not become a read outside of the parts or of the message.
bool is_sound(const Structure& structure) {
    const auto count = static_cast<std::int64_t>(structure.parts.size());
    const auto is_index = [&](int index) { return index >= -1 && index < count; };
    for (const auto& part : structure.parts) {
        if (part.header_begin > part.header_end || part.header_end > part.content_begin ||
            part.content_begin > part.content_end) {
            return false;
        }
    }
    return is_index(structure.plain) && is_index(structure.html) &&
           std::all_of(structure.below.begin(), structure.below.end(), [&](const Body& body) {
               return is_index(body.plain) && is_index(body.html);
           });
}

}  // namespace

std::string encode(const Envelope& envelope) {
    return write(kEnvelopeForm, envelope);
}

std::string encode(const Structure& structure) {
    return write(kStructureForm, structure);
}

Result<Envelope> decode_envelope(std::string_view bytes) {
    Envelope envelope;
    if (!read(kEnvelopeForm, bytes, envelope)) {
        return Error{ErrorCode::kMalformed, "mime: not an encoded envelope"};
    }
    return envelope;
}

Result<Structure> decode_structure(std::string_view bytes) {
    Structure structure;
    if (!read(kStructureForm, bytes, structure) || !is_sound(structure)) {
        return Error{ErrorCode::kMalformed, "mime: not an encoded structure"};
    }
    return structure;
}

}  // namespace syncgate::mime
