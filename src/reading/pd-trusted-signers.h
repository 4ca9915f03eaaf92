/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Environment variable: the folders of trusted certificates, separated as in $PATH. */
#define PD_TRUSTED_SIGNERS_VARIABLE "PIAODAN_TRUSTED_SIGNERS"

/** PdTrustedSigner: a certificate that is trusted on this computer. */
typedef struct
{
  GBytes *certificate; /* (owned): X.509 in DER */
  char *fingerprint;   /* (owned): SHA-256 of @certificate in hex */
  char *owner;         /* (owned) (nullable): whose certificate it is */
  char *issuer;        /* (owned) (nullable): who issued it */
  gint64 valid_until;  /* microseconds since 1970 in UTC */
  gboolean
      is_own; /* the person who works here trusts it, and may take that back; else the administrator does */
} PdTrustedSigner;

void pd_trusted_signer_free (PdTrustedSigner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdTrustedSigner, pd_trusted_signer_free)

char **pd_trusted_signers_folders (void);

GPtrArray *pd_trusted_signers_load (void);
PdTrustedSigner *pd_trusted_signers_add (GBytes *certificate, GError **error);
gboolean pd_trusted_signers_remove (const char *fingerprint, GError **error);
char *pd_signer_fingerprint (GBytes *certificate);

G_END_DECLS
