// A world of drafts and of mail that is sent: devices of several versions write drafts together,
// send them, and send, answer and forward mail, to an account here and through the relay.
//
// What was acknowledged as sent arrives exactly once, and nothing arrives twice; it is once in Sent
// where its writer wanted that, and a draft that was sent is no draft any more. No draft is lost or
// doubled.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/twin/edit_world.h"
#include "tests/twin/posting.h"

namespace syncgate::twin {

class LetterWorld final : public EditWorld {
  public:
    LetterWorld(std::uint64_t seed, const std::filesystem::path& folder,
                const std::string& database, Planted mistake);

  private:
    [[nodiscard]] std::string find_folder(const Phone& phone) const override;
    void others() override;
    void edit(Writer& writer) override;
    void answered(Writer& writer, const Edit& edit, int status) override;
    void sending(const std::vector<Edit>& edits) override;
    [[nodiscard]] Fields shown(const store::Snapshot& snapshot, const Item& item,
                               const Writer& writer) const override;
    void check_all() override;
    void rest_others() override;

    // -- drafts
    void add(Writer& writer);
    void change(Writer& writer, const std::string& id);
    void mark(Writer& writer, const std::string& id);
    void remove(Writer& writer, const std::string& id);
    // The user writes on; what the request says of it.
    wbxml::Element write(Fields& draft);
    void change_files(Fields& draft, wbxml::Element& data);

    // -- sending (letter_world_sends.cpp)
    void deliver();
    Posting new_posting();
    // Once; whether its answer was read.
    bool post(const Posting& posting);
    void retry();
    // The relay takes what waits.
    void relay();

    // How often a subject is there.
    struct Places {
        std::map<std::string, int> sent, drafts, inbox;
        std::map<std::string, std::string> to;  // of what is in Sent
    };
    [[nodiscard]] Places places();
    void check_drafts(const Places& places);
    void check_arrival(const std::string& subject, bool acknowledged, const Places& places);

    std::map<std::string, Posting> postings_;  // by subject
    std::vector<std::string> unanswered_;      // that their writers try again
    std::map<std::string, bool> letters_;      // whether acknowledged, by subject
    std::map<std::string, int> relayed_;       // how often, by subject
    std::set<std::string> drafts_;             // subjects that were there
    std::set<std::string> may_go_;             // subjects that somebody asked to delete
};

}  // namespace syncgate::twin
