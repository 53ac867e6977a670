namespace Ldirectord.Import;

/// <summary>
/// The keywords of keepalived 2.2.7, block by block, as "keepalived -t" tells them from unknown ones. A difference between the two is found
/// by a test, which asks it.
/// </summary>
internal static class KeepalivedWords
{
    /// <summary>What each checker but MISC_CHECK, BFD_CHECK and FILE_CHECK takes.</summary>
    private const string Connection =
        "alpha bind_if bind_port bindto connect_ip connect_port connect_timeout "
        + "delay_before_retry delay_loop fwmark log_all_failures retry warmup";

    private static readonly WordTable s_url = new(
        "digest path regex regex_max_offset regex_min_offset regex_no_match regex_options regex_stack status_code virtualhost");

    private static readonly WordTable s_http = new(
        Connection + " enable_sni fast_recovery http_protocol nb_get_retry virtualhost", ("url", s_url));

    private static readonly WordTable s_connection = new(Connection);

    private static readonly WordTable s_realServer = new(
        "alpha connect_timeout delay_before_retry delay_loop inhibit_on_failure lthreshold lvs_method notify_down notify_up "
        + "retry smtp_alert snmp_name uthreshold virtualhost warmup weight",
        ("HTTP_GET SSL_GET", s_http),
        ("TCP_CHECK PING_CHECK", s_connection),
        ("SMTP_CHECK", new WordTable(Connection + " helo_name", ("host", s_connection))),
        ("DNS_CHECK", new WordTable(Connection + " name type")),
        ("UDP_CHECK", new WordTable(Connection + " max_reply_length min_reply_length payload require_reply")),
        ("MISC_CHECK", new WordTable(
            "alpha delay_before_retry delay_loop log_all_failures misc_dynamic misc_path misc_timeout retry user warmup")),
        ("BFD_CHECK", new WordTable("alpha name")),
        ("FILE_CHECK", new WordTable("track_file weight")));

    private static readonly WordTable s_virtualServer = new(
        """
        alpha connect_timeout delay_before_retry delay_loop flag-1 flag-2 flag-3 ha_suspend hashed hysteresis inhibit_on_failure ip_family
        lb_algo lb_kind lvs_method lvs_sched mh-fallback mh-port omega ops persistence_engine persistence_granularity persistence_timeout
        protocol quorum quorum_down quorum_up retry sh-fallback sh-port smtp_alert snmp_name sorry_server sorry_server_inhibit
        sorry_server_lvs_method virtualhost warmup weight
        """,
        ("real_server", s_realServer));

    private static readonly WordTable s_global = new(
        """
        bfd_cpu_affinity bfd_no_swap bfd_priority bfd_process_name bfd_rlimit_rttime bfd_rt_priority checker_cpu_affinity
        checker_log_all_failures checker_no_swap checker_priority checker_process_name checker_rlimit_rttime
        checker_rt_priority config_save_dir data_use_instance dbus_service_name default_interface disable_local_igmp
        dynamic_interfaces enable_dbus enable_script_security enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2
        enable_snmp_rfcv3 enable_snmp_vrrp enable_traps fifo_write_vrrp_states_on_reload log_unknown_vrids lvs_flush
        lvs_flush_on_stop lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs
        lvs_netlink_monitor_rcv_bufs_force lvs_notify_fifo lvs_notify_fifo_script lvs_sync_daemon lvs_timeouts
        max_auto_priority min_auto_priority_delay nftables nftables_counters nftables_ifindex nftables_ipvs
        nftables_ipvs_priority nftables_ipvs_start_fwmark nftables_priority no_checker_emails no_email_faults
        notification_email_from notify_fifo notify_fifo_script process_monitor_rcv_bufs process_monitor_rcv_bufs_force
        process_name process_names random_seed reload_check_config reload_file reload_repeat reload_time_file router_id
        rs_init_notifies script_user shutdown_script shutdown_script_timeout smtp_alert smtp_alert_checker smtp_alert_vrrp
        smtp_connect_timeout smtp_helo_name smtp_server snmp_socket startup_script startup_script_timeout tmp_config_directory
        umask vmac_addr_prefix vmac_prefix vrrp_check_unicast_src vrrp_cpu_affinity vrrp_down_timer_adverts vrrp_garp_extra_if
        vrrp_garp_interval vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_master_delay
        vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_master_repeat vrrp_gna_interval
        vrrp_higher_prio_send_advert vrrp_iptables vrrp_lower_prio_no_advert vrrp_mcast_group4 vrrp_mcast_group6 vrrp_min_garp
        vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs
        vrrp_netlink_monitor_rcv_bufs_force vrrp_no_swap vrrp_notify_fifo vrrp_notify_fifo_script vrrp_notify_priority_changes
        vrrp_priority vrrp_process_name vrrp_rlimit_rttime vrrp_rt_priority vrrp_rx_bufs_multiplier vrrp_rx_bufs_policy
        vrrp_skip_check_adv_addr vrrp_startup_delay vrrp_strict vrrp_version
        """,
        ("notification_email", WordTable.List));

    private static readonly WordTable s_vrrpInstance = new(
        """
        accept advert_int check_unicast_src debug dont_track_primary down_timer_adverts garp_extra_if garp_lower_prio_delay
        garp_lower_prio_repeat garp_master_delay garp_master_refresh garp_master_refresh_repeat garp_master_repeat
        higher_prio_send_advert interface kernel_rx_buf_size linkbeat_use_polling lower_prio_no_advert mcast_dst_ip
        mcast_src_ip native_ipv6 no_accept nopreempt notify notify_backup notify_deleted notify_fault notify_master
        notify_master_rx_lower_pri notify_priority_changes notify_stop old_unicast_checksum preempt preempt_delay priority
        promote_secondaries skip_check_adv_addr smtp_alert state strict_mode track_src_ip unicast_fault_no_peer unicast_src_ip
        unicast_ttl use_ipvlan use_vmac use_vmac_addr version virtual_router_id vmac_xmit_base vrf
        """,
        ("authentication", new WordTable("auth_pass auth_type")),
        ("track_bfd track_file track_interface track_process track_script unicast_peer virtual_ipaddress "
            + "virtual_ipaddress_excluded virtual_routes virtual_rules", WordTable.List));

    private static readonly WordTable s_syncGroup = new(
        "global_tracking notify notify_backup notify_fault notify_master notify_priority_changes notify_stop smtp_alert "
            + "sync_group_tracking_weight",
        ("group track_bfd track_file track_interface track_process track_script", WordTable.List));

    /// <summary>What stands outside of every block.</summary>
    public static WordTable Top { get; } = new(
        "child_wait_time instance linkbeat_use_polling namespace_with_ipsets net_namespace net_namespace_ipvs use_pid_dir",
        ("global_defs", s_global),
        ("virtual_server", s_virtualServer),
        ("vrrp_instance", s_vrrpInstance),
        ("vrrp_sync_group", s_syncGroup),
        ("virtual_server_group static_ipaddress static_routes static_rules interface_up_down_delays linkbeat_interfaces", WordTable.List),
        ("SSL", new WordTable("ca certificate key password")),
        ("vrrp_script", new WordTable("fall init_fail interval rise script timeout user weight")),
        ("bfd_instance", new WordTable("checker hoplimit idle_tx max_hops min_rx min_tx multiplier neighbor_ip neighbour_ip "
            + "passive source_ip ttl vrrp weight")),
        ("track_file vrrp_track_file", new WordTable("file init_file weight")),
        ("vrrp_track_process", new WordTable("delay fork_delay full_command param_match process quorum quorum_max "
            + "terminate_delay weight")),
        ("track_group", new WordTable("", ("group", WordTable.List))),
        ("garp_group", new WordTable("garp_interval gna_interval interface", ("interfaces", WordTable.List))));
}
