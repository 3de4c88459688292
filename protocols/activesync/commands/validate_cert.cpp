#include "protocols/activesync/commands/validate_cert.h"

#include "base/base64.h"
#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "formats/x509/chain.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace validate = wbxml::validate_cert;

constexpr int kOk = 1;
constexpr int kProtocolError = 2;
constexpr std::size_t kMaxCertificates = 100;

// Source: MS-ASCMD 2.2.3.177.18 Status (ValidateCert).
int status_of(x509::Verdict verdict) {
    switch (verdict) {
        case x509::Verdict::kGood:
            return kOk;
        case x509::Verdict::kBadSignature:
            return 3;
        case x509::Verdict::kUntrusted:
            return 4;
        case x509::Verdict::kBadChain:
            return 5;
        case x509::Verdict::kNotForMail:
            return 6;
        case x509::Verdict::kOutOfTime:
            return 7;
        case x509::Verdict::kMisusedAuthority:
            return 9;
        case x509::Verdict::kUnreadable:
            return 10;
        case x509::Verdict::kRevoked:
            return 13;
        case x509::Verdict::kRevokedAuthority:
            return 15;
        case x509::Verdict::kRevocationUnknown:
            return 16;
        case x509::Verdict::kUnknown:
            return 17;
    }
    return 17;
}

std::string der_of(const Element& certificate) {
    std::string text(certificate.content());
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == ' '; });
    auto der = base64_decode(text);
    return der ? *std::move(der) : std::string();  // no certificate either
}

std::vector<std::string> certificates_in(const Element* list) {
    std::vector<std::string> all;
    if (list != nullptr) {
        for (const auto& each : list->children()) {
            all.push_back(der_of(each));
        }
    }
    return all;
}

Element with_status(wbxml::Tag tag, int status) {
    Element element(tag);
    element.add(validate::kStatus, status);
    return element;
}

}  // namespace

Answer run_validate_cert(Context& context, const Element* root) {
    const auto asked = certificates_in(root->child(validate::kCertificates));
    const auto chain = certificates_in(root->child(validate::kCertificateChain));
    if (asked.empty() || asked.size() > kMaxCertificates || chain.size() > kMaxCertificates) {
        return with_status(validate::kValidateCert, kProtocolError);
    }
    const bool revocation = root->text(validate::kCheckCRL) == "1";
    Element answer = with_status(validate::kValidateCert, kOk);
    for (const auto& der : asked) {
        const auto verdict = x509::check_chain(der, chain, context.services.clock.now(),
                                               context.services.mail_trust, revocation);
        answer.add(with_status(validate::kCertificate, status_of(verdict)));
    }
    return answer;
}

}  // namespace syncgate::activesync
