#include "protocols/activesync/commands/compose_request.h"

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

namespace compose = wbxml::compose_mail;

constexpr std::size_t kMaxClientId = 40;
constexpr UnixSeconds kByClientId = 30 * 86'400;
constexpr UnixSeconds kByDigest = 86'400;

}  // namespace

std::variant<ComposeRequest, CommonStatus> parse_compose(const Context& context,
                                                         const wbxml::Element* root,
                                                         bool without_mime) {
    if (root == nullptr) {
        if (context.version >= Version::k14_0) {
            return CommonStatus::kInvalidContent;
        }
        return ComposeRequest{std::nullopt, context.body, context.line.save_in_sent};
    }
    const auto client_id = root->text(compose::kClientId);
    const auto mime = root->text(compose::kMime);
    if (!client_id || client_id->empty() || client_id->size() > kMaxClientId ||
        (!mime && !without_mime)) {
        return CommonStatus::kInvalidXml;
    }
    if (const auto account = root->text(compose::kAccountId); account && !account->empty()) {
        return CommonStatus::kInvalidAccountId;  // Settings names none
    }
    if (root->has(wbxml::rights_management::kTemplateID)) {
        return CommonStatus::kRightsManagementDisabled;  // never unprotected what was to be so
    }
    return ComposeRequest{*client_id, context.body.part(mime.value_or("")),
                          root->has(compose::kSaveInSentItems)};
}

SendRequest named(const ComposeRequest& request, std::string_view digest) {
    const std::string name(request.client_id ? *request.client_id : digest);
    return {request.save, (request.client_id ? "id " : "sha256 ") + name, std::string(digest),
            request.client_id ? kByClientId : kByDigest};
}

}  // namespace syncgate::activesync
