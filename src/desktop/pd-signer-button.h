/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "reading/pd-signature.h"

G_BEGIN_DECLS

#define PD_TYPE_SIGNER_BUTTON (pd_signer_button_get_type ())
G_DECLARE_FINAL_TYPE (PdSignerButton, pd_signer_button, PD, SIGNER_BUTTON, GtkButton)

GtkWidget *pd_signer_button_new (void);
void pd_signer_button_set_signature (PdSignerButton *self, const PdSignature *signature, gboolean is_own);

G_END_DECLS
