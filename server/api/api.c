/* api.c: see api.h */
#include "api.h"

const SrvRoute *const api_tables[] = { api_info_routes,
                                       api_setup_routes,
                                       api_session_routes,
                                       api_password_routes,
                                       api_factor_routes,
                                       api_device_routes,
                                       api_roster_routes,
                                       api_setting_routes,
                                       api_area_routes,
                                       api_sync_routes,
                                       api_op_routes,
                                       api_blob_routes,
                                       api_invitation_routes,
                                       api_reset_routes,
                                       api_presence_routes,
                                       api_health_routes,
                                       api_portal_account_routes,
                                       api_due_routes,
                                       api_event_routes,
                                       api_recovery_routes,
                                       NULL };
