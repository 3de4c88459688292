#include "gateway/http/gzip.h"

#include <array>
#include <stdexcept>

#include <zlib.h>

namespace syncgate::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way to say gzip
constexpr int kLevel = 4;             // near the best ratio for text at half of its cost
constexpr std::size_t kRatio = 200;
constexpr std::size_t kHarmless = 1U << 20U;  // whatever its ratio
constexpr std::size_t kPiece = 64U << 10U;

Bytef* zlib_bytes(std::string_view bytes) {
    // zlib's interface is older than const; it only reads.
    return static_cast<Bytef*>(static_cast<void*>(const_cast<char*>(bytes.data())));
}

Bytef* zlib_bytes(std::array<char, kPiece>& bytes) {
    return static_cast<Bytef*>(static_cast<void*>(bytes.data()));
}

class Inflater {
  public:
    Inflater() { ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK; }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    [[nodiscard]] bool ready() const { return ready_; }
    z_stream& stream() { return stream_; }

  private:
    z_stream stream_{};
    bool ready_ = false;
};

}  // namespace

Result<void> gunzip(std::string_view input, std::size_t most, net::Spool& output) {
    Inflater inflater;
    if (!inflater.ready() || input.size() > UINT32_MAX) {
        return Error{ErrorCode::kUnavailable, "gzip: no memory"};
    }
    const std::size_t ratio_most = input.size() * kRatio + kHarmless;
    z_stream& stream = inflater.stream();
    stream.next_in = zlib_bytes(input);
    stream.avail_in = static_cast<uInt>(input.size());
    std::array<char, kPiece> piece;
    for (;;) {
        stream.next_out = zlib_bytes(piece);
        stream.avail_out = kPiece;
        const int result = inflate(&stream, Z_NO_FLUSH);
        const std::size_t made = kPiece - stream.avail_out;
        if (output.size() + made > most || output.size() + made > ratio_most) {
            return Error{ErrorCode::kTooLarge, "gzip: a body over its limit or ratio"};
        }
        if (auto kept = output.append({piece.data(), made}); !kept) {
            return kept;
        }
        if (result == Z_STREAM_END) {
            return stream.avail_in == 0 ? Result<void>()
                                        : Error{ErrorCode::kMalformed, "gzip: bytes after the end"};
        }
        if (result != Z_OK || (made == 0 && stream.avail_in == 0)) {
            return Error{ErrorCode::kMalformed, "gzip: damaged or cut off"};
        }
    }
}

struct Gzip::State {
    z_stream stream{};
};

Gzip::Gzip() : state_(std::make_unique<State>()) {
    if (deflateInit2(&state_->stream, kLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        throw std::runtime_error("gzip: no memory");
    }
}

Gzip::~Gzip() {
    deflateEnd(&state_->stream);
}

void Gzip::write(std::string_view input, bool last, std::string& output) {
    z_stream& stream = state_->stream;
    std::array<char, kPiece> piece;
    do {
        const std::string_view part = input.substr(0, kPiece);
        input.remove_prefix(part.size());
        stream.next_in = zlib_bytes(part);
        stream.avail_in = static_cast<uInt>(part.size());
        do {
            stream.next_out = zlib_bytes(piece);
            stream.avail_out = kPiece;
            deflate(&stream, last && input.empty() ? Z_FINISH : Z_NO_FLUSH);
            output.append(piece.data(), kPiece - stream.avail_out);
        } while (stream.avail_out == 0);
    } while (!input.empty());
}

}  // namespace syncgate::http
