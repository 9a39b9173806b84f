export * from './invocableActions';
export * from './quickActions';
export * from './runActions';
