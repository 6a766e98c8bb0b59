// node oidc-provider.mjs PORT SECONDS: an access token lives so many seconds.
import { randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [port, seconds] = process.argv.slice(2).map(Number);
const SEED = '@SEED_GRANT@';

const client = (id, secret, more) => ({
  client_id: id,
  client_secret: secret,
  grant_types: ['client_credentials', 'refresh_token', SEED],
  redirect_uris: [],
  response_types: [],
  ...more,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    client('@SECRET_CLIENT@', '@SECRET@'),
    client('@ODD_CLIENT@', '@ODD_SECRET@'),
    client('@DPOP_CLIENT@', '@SECRET@', { dpop_bound_access_tokens: true }),
    client('@PUBLIC_DPOP_CLIENT@', undefined, {
      dpop_bound_access_tokens: true,
      grant_types: ['refresh_token', SEED],
      token_endpoint_auth_method: 'none',
    }),
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  rotateRefreshToken: true,
  ttl: { AccessToken: seconds, ClientCredentials: seconds, Grant: 3600, RefreshToken: 3600 },
});

// A first refresh token without a browser.
provider.registerGrantType(SEED, async (context) => {
  const scope = 'openid offline_access';
  const grant = new provider.Grant({ accountId: '@USER@', clientId: context.oidc.client.clientId });
  grant.addOIDCScope(scope);
  const token = new provider.RefreshToken({
    accountId: grant.accountId,
    client: context.oidc.client,
    grantId: await grant.save(),
    gty: SEED,
    jkt: context.oidc.params.jkt,
    scope,
  });
  context.body = { refresh_token: await token.save() };
}, ['jkt']);

provider.listen(port, '127.0.0.1');
