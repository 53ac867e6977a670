namespace Ldirectord.RealServers.Support;

/// <summary>
/// kamailio: answers OPTIONS by whom it is for, over UDP and TCP; "overload" is refused, "locked" needs the password "secret", "mute" has
/// no answer.
/// </summary>
public sealed class Kamailio : RealServer
{
    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("kamailio", "kamailio");

    protected override IEnumerable<string> Configure()
    {
        // The Debian multiarch folder of this machine.
        var modules = Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(folder => $"{folder}/kamailio/modules/")
            .FirstOrDefault(Directory.Exists) ?? "/usr/lib/kamailio/modules/";
        var configuration = Write("kamailio.cfg", $$"""
            #!KAMAILIO
            debug=0
            log_stderror=yes
            children=1
            tcp_children=1
            auto_aliases=no
            disable_core_dump=yes
            listen=udp:127.0.0.1:{{Port}}
            listen=tcp:127.0.0.1:{{Port}}
            listen=udp:[::1]:{{Port}}
            listen=tcp:[::1]:{{Port}}
            mpath="{{modules}}"
            loadmodule "sl.so"
            loadmodule "pv.so"
            loadmodule "textops.so"
            loadmodule "siputils.so"
            loadmodule "auth.so"
            request_route {
              if (!is_method("OPTIONS")) { sl_send_reply("405", "Method Not Allowed"); exit; }
              if ($rU == "mute") { exit; }
              if ($rU == "overload") { sl_send_reply("503", "Service Unavailable"); exit; }
              if ($rU == "patient") { sl_send_reply("100", "Trying"); }
              if ($rU == "locked" && !pv_www_authenticate("example.test", "secret", "0")) { www_challenge("example.test", "1"); exit; }
              sl_send_reply("200", "Keepalive");
              exit;
            }
            """);
        return ["-DD", "-E", "-f", configuration, "-m", "16", "-M", "4", "-Y", Folder.FullName, "-P",
            Path.Combine(Folder.FullName, "kamailio.pid")];
    }
}
