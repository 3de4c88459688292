#include "protocols/activesync/park_envelope.h"

#include "base/bytes.h"

namespace syncgate::activesync {

std::string encode(const ParkEnvelope& envelope) {
    ByteWriter out;
    out.text(envelope.command);
    out.text(envelope.device_id);
    out.number(static_cast<std::uint64_t>(envelope.version));
    out.number(envelope.quarantined ? 1 : 0);
    out.text(envelope.state);
    return out.take();
}

std::optional<ParkEnvelope> decode_park_envelope(std::string_view bytes) {
    ByteReader in(bytes);
    ParkEnvelope envelope;
    envelope.command = in.text();
    envelope.device_id = in.text();
    envelope.version = static_cast<Version>(in.number());
    envelope.quarantined = in.number() != 0;
    envelope.state = in.text();
    return in.finished() ? std::optional(std::move(envelope)) : std::nullopt;
}

}  // namespace syncgate::activesync
