/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim.h"

G_BEGIN_DECLS

GBytes *sim_sabotage_request (Sim *sim, const char *target, GBytes *body, char **altered_target);
void sim_sabotage_answer (Sim *sim, const char *target, PdPlatformResponse *response);
void sim_sabotage_worker (Sim *sim);

G_END_DECLS
