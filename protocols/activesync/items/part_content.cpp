#include "protocols/activesync/items/part_content.h"

#include <algorithm>

namespace syncgate::activesync {
namespace {

constexpr std::uint64_t kPiece = 64U << 10U;

}  // namespace

PartPlace place_of(ObjectId object, const mime::Part& part) {
    return {object,
            part.content_begin,
            part.content_end,
            part.encoding,
            part.inside ? part.inside_begin : 0,
            part.decoded_size};
}

std::string read_part(const store::Snapshot& snapshot, const PartPlace& place, std::uint64_t first,
                      std::uint64_t size) {
    std::string out;
    mime::Decoder decoder(place.encoding);
    decoder.feed(snapshot.bytes(place.object, place.begin, place.end), out);
    decoder.finish(out);
    const auto from = std::min<std::uint64_t>(place.from + first, out.size());
    return out.substr(from, size);
}

PartContent::PartContent(std::shared_ptr<store::Account> account, const PartPlace& place,
                         std::uint64_t first, std::uint64_t size)
    : account_(std::move(account)),
      place_(place),
      decoder_(place.encoding),
      size_(size),
      skip_(place.from + first),
      left_(size) {}

Result<void> PartContent::decode_more() {
    if (place_.begin >= place_.end) {
        decoder_.finish(decoded_);
        finished_ = true;
        return {};
    }
    const std::uint64_t upto = std::min(place_.begin + kPiece, place_.end);
    const auto bytes = account_->read([&](const store::Snapshot& snapshot) -> Result<std::string> {
        return snapshot.bytes(place_.object, place_.begin, upto);
    });
    if (!bytes) {
        return bytes.error();
    }
    decoder_.feed(*bytes, decoded_);
    place_.begin = upto;
    return {};
}

void PartContent::take(std::string& out) {
    const auto skipped = std::min<std::uint64_t>(skip_, decoded_.size());
    const auto taken = std::min<std::uint64_t>(left_, decoded_.size() - skipped);
    out.append(decoded_, skipped, taken);
    skip_ -= skipped;
    left_ -= taken;
    decoded_.clear();
}

Result<void> PartContent::read(std::string& out) {
    const std::size_t before = out.size();
    while (left_ > 0 && out.size() == before && !finished_) {
        if (auto more = decode_more(); !more) {
            return more;
        }
        take(out);
    }
    return {};
}

}  // namespace syncgate::activesync
