namespace Ldirectord.Tests.Import;

/// <summary>Inputs that are damaged at random.</summary>
internal static class ImportSamples
{
    public const string Keepalived = """
        global_defs {
            notification_email {
                ops@example.net
            }
            smtp_server 192.0.2.25
            router_id d1
            lvs_timeouts tcp 7200 udp 10
        }
        vrrp_instance VI_1 {
            state BACKUP
            interface eth0
            virtual_router_id 51
            authentication {
                auth_type PASS
                auth_pass 1234
            }
            virtual_ipaddress {
                192.0.2.10/32 dev eth0
            }
        }
        virtual_server_group G {
            192.0.2.20-22 80
            fwmark 7
        }
        virtual_server 192.0.2.10 80 {
            delay_loop 6
            lb_algo wrr
            lb_kind DR
            persistence_timeout 50
            protocol TCP
            quorum 2
            hysteresis 1
            sorry_server 127.0.0.1 80
            real_server 10.0.0.11 80 {
                weight 3
                inhibit_on_failure
                HTTP_GET {
                    url {
                        path /alive
                        status_code 200
                        regex "OK it is"
                    }
                    connect_timeout 3
                    retry 2
                }
            }
            real_server 10.0.0.12 80 {
                weight 3
                HTTP_GET {
                    url {
                        path /alive
                        digest 9b3a0c85a887a256d6939da88aabd8cd
                    }
                    connect_port 8080
                }
            }
        }
        virtual_server group G {
            lb_algo mh
            mh-port
            protocol TCP
            real_server 10.0.0.13 443 {
                TCP_CHECK {
                    connect_timeout 2
                }
                notify_down "/bin/x 'a b'"
            }
            real_server 10.0.0.14 443 {
                MISC_CHECK {
                    misc_path "/bin/check 10.0.0.14"
                    misc_dynamic
                }
            }
        }

        """;

    /// <summary>With variables, repetitions and conditions.</summary>
    public const string Advanced = """
        $NET=10.0.0
        $RS= \
        real_server ${NET}.${n} 80 { \
            weight ${n} \
            TCP_CHECK { \
            } \
        }
        @d1 $KIND=DR
        @^d1 $KIND=NAT
        virtual_server 192.0.2.10 80 {
            lb_kind $KIND
            ~SEQ(n, 11, 13) $RS
            ~LST({n,w}, {21,1}, {22,2}) real_server ${NET}.${n} 80 { weight ${w} }
            snmp_name ${_HASH}x
        }

        """;

    public const string LvsCf = """
        serial_no = 25
        primary = 172.25.30.14
        service = lvs
        backup_active = 1
        network = direct
        syncdaemon = 1
        virtual http {
             active = 1
             address = 172.25.30.100 eth0:1
             port = 80
             send = "GET / HTTP/1.0\r\n\r\n"
             expect = "HTTP"
             send_program = "/bin/check %h %p"
             scheduler = wlc
             timeout = 6
             reentry = 15
             server node1 {
                 address = 192.168.122.224
                 active = 1
                 weight = 1
             }
             server node2 {
                 address = 192.168.122.245
                 active = 1
             }
        }

        """;

    public const string Script = """
        #!/bin/sh
        VIP=10.0.0.80
        RIP="10.0.1.11"
        ipvsadm -C
        ipvsadm -A -t $VIP:80 -s wlc -p 600
        ipvsadm -a -t ${VIP}:80 -r $RIP:80 -g -w 3
        ipvsadm --add-server -t $VIP:80 --real-server 10.0.1.12 -m \
            --weight 5
        -A -f 7 -s rr -b flag-1
        -a -f 7 -r 10.0.1.13 -i --tun-type gre
        ipvsadm --set 900 120 30; ipvsadm -ln

        """;
}
