// The administration socket: POST /admin/OPERATION?name=value, the body as the operation wants it.
#pragma once

#include "gateway/admin/operations.h"
#include "model/exchange.h"

namespace syncgate::admin {

class AdminHandler final : public Handler {
  public:
    explicit AdminHandler(Operations& operations) : operations_(operations) {}
    [[nodiscard]] Terms admit(const Request& head) const override;
    Outcome handle(Request& request) override;

  private:
    Operations& operations_;
};

// The HTTP status for an error, and the error for a status; both ends use it.
int status_of(ErrorCode code);
ErrorCode code_of(int status);

// "name=value&..." with percent-encoding.
std::string encode_query(const std::map<std::string, std::string>& values);
std::map<std::string, std::string> decode_query(std::string_view query);

}  // namespace syncgate::admin
