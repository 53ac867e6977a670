using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Support;

/// <summary>
/// freeradius: user u with password p; "slow" has no answer, "chal" a challenge. A request must be signed (Message-Authenticator). It
/// serves UDP alone.
/// </summary>
public sealed class FreeRadius : RealServer
{
    public const string Secret = "s3cret";

    public int Port => Ports[0];

    protected override (string Program, string Package) Software => ("freeradius", "freeradius");

    protected override bool IsReady() => Loopbacks.All(address =>
    {
        var check = new RadiusCheck(new IPEndPoint(IPAddress.Parse(address.Data), Port), TimeSpan.FromSeconds(1), "u", "p", Secret);
        return Probing.RunAsync(check).GetAwaiter().GetResult().IsUp;
    });

    protected override IEnumerable<string> Configure()
    {
        Write("radius/radiusd.conf", $$"""
            prefix = /usr
            libdir = /usr/lib/freeradius
            raddbdir = {{Folder.FullName}}/radius
            run_dir = {{Folder.FullName}}
            logdir = {{Folder.FullName}}
            radacctdir = {{Folder.FullName}}
            name = radiusd
            pidfile = {{Folder.FullName}}/radiusd.pid
            max_request_time = 5
            cleanup_delay = 0
            max_requests = 256
            security {
              max_attributes = 200
              reject_delay = 0
              status_server = yes
            }
            thread pool {
              start_servers = 1
              max_servers = 2
              min_spare_servers = 1
              max_spare_servers = 2
            }
            client ipv4 {
              ipaddr = 127.0.0.0/8
              secret = {{Secret}}
              require_message_authenticator = yes
            }
            client ipv6 {
              ipv6addr = ::1
              secret = {{Secret}}
              require_message_authenticator = yes
            }
            modules {
              pap {
              }
              always handled {
                rcode = handled
              }
              files {
                usersfile = {{Write("radius/users", """
                    u Cleartext-Password := "p"
                    slow Cleartext-Password := "p"

                    """)}}
              }
            }
            server default {
              {{Listen("ipaddr = 127.0.0.1")}}
              {{Listen("ipv6addr = ::1")}}
              authorize {
                if (&User-Name == "chal") {
                  update control {
                    &Response-Packet-Type := Access-Challenge
                  }
                  handled
                }
                files
                pap
              }
              authenticate {
                Auth-Type PAP {
                  pap
                }
              }
              post-auth {
                if (&User-Name == "slow") {
                  update control {
                    &Response-Packet-Type := Do-Not-Respond
                  }
                }
              }
            }
            """);
        return ["-f", "-l", "stderr", "-d", Path.Combine(Folder.FullName, "radius")];
    }

    private string Listen(string address) => $"listen {{\n type = auth\n {address}\n port = {Port}\n}}";
}
