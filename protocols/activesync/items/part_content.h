// Bytes of a stored message, read and decoded while they are sent.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "formats/mime/decoder.h"
#include "formats/mime/message_index.h"
#include "store/account.h"
#include "store/snapshot.h"

namespace syncgate::activesync {

// Where the content of a part stands.
struct PartPlace {
    ObjectId object = 0;
    std::uint64_t begin = 0, end = 0;  // as stored
    mime::Encoding encoding = mime::Encoding::kIdentity;
    // Of what is decoded: where it begins in it (a file inside of a winmail.dat), and its size.
    std::uint64_t from = 0, size = 0;
};
PartPlace place_of(ObjectId object, const mime::Part& part);

// Its bytes [first, first + size), at once.
std::string read_part(const store::Snapshot& snapshot, const PartPlace& place, std::uint64_t first,
                      std::uint64_t size);

// The bytes [first, first + size) of a part. Memory of a piece, whatever the part's size.
class PartContent {
  public:
    // shared: the account must stay open while the content is on its way.
    PartContent(std::shared_ptr<store::Account> account, const PartPlace& place,
                std::uint64_t first, std::uint64_t size);

    // Appends the next piece; nothing appended means the end. Errors: kNotFound once the message
    // was removed for good; those of the store.
    Result<void> read(std::string& out);
    [[nodiscard]] std::uint64_t size() const { return size_; }

  private:
    Result<void> decode_more();
    void take(std::string& out);

    std::shared_ptr<store::Account> account_;
    PartPlace place_;
    mime::Decoder decoder_;
    std::uint64_t size_;
    std::uint64_t skip_, left_;  // of what is decoded
    bool finished_ = false;
    std::string decoded_;
};

}  // namespace syncgate::activesync
